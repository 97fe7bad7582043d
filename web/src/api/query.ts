import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { read, withParameters, type Parameters, type Schema } from './client.js';

interface Page<T> {
  items: T[];
  next: string | null;
}

/** The cache key of an address: its parts, so that a prefix invalidates all below it. */
export const keyOf = (path: string, parameters: Parameters = {}): readonly unknown[] => [
  ...path.split('/').filter((part) => part !== ''),
  parameters,
];

/** The prefix of everything at and below an address, for invalidation. */
export const prefixOf = (path: string): readonly unknown[] => path.split('/').filter((part) => part !== '');

/** A thing at an address. */
export const one = <T>(schema: Schema<T>, path: string, parameters: Parameters = {}) =>
  queryOptions({
    queryKey: keyOf(path, parameters),
    queryFn: ({ signal }) => read(schema, withParameters(path, parameters), signal),
  });

/** A list read page by page; `next` of each page is the cursor of the following one. */
export const pages = <T>(schema: Schema<Page<T>>, path: string, parameters: Parameters = {}) =>
  infiniteQueryOptions({
    queryKey: keyOf(path, { ...parameters, paged: true }),
    queryFn: ({ pageParam, signal }) =>
      read(schema, withParameters(path, { limit: 50, ...parameters, cursor: pageParam }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

const mostPages = 25;

/** A whole list, for pickers and tables of definitions: page after page, 200 at a time. */
export const all = <T>(schema: Schema<Page<T>>, path: string, parameters: Parameters = {}) =>
  queryOptions({
    queryKey: keyOf(path, { ...parameters, all: true }),
    queryFn: async ({ signal }) => {
      const items: T[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < mostPages; page += 1) {
        const answer: Page<T> = await read(schema, withParameters(path, { limit: 200, ...parameters, cursor }), signal);
        items.push(...answer.items);
        cursor = answer.next;
        if (cursor === null) break;
      }
      return items;
    },
  });
