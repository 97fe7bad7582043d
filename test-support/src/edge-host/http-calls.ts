import { type GuestMemory, status } from './guest-memory.js';
import { aBody, aMessage, type BodyBytes, bytesOfBody, type Handles, type Message } from './handles.js';

/** Functions that the module imports, by module and name. Pointers for results come last. */
export type HostCalls = Readonly<Record<string, Readonly<Record<string, (...args: never[]) => number>>>>;

export interface Sent {
  response: Message | null;
  body: BodyBytes | null;
}

/** The request that is handled, its body, and the response that is sent. */
export function httpCalls(
  memory: GuestMemory,
  handles: Handles,
  request: { readonly message: number; readonly body: number },
  sent: Sent,
): HostCalls {
  const message = (handle: number): Message | null => handles.find(handle, 'message');
  const body = (handle: number): BodyBytes | null => handles.find(handle, 'body');
  const headers = {
    header_names_get: (handle: number, at: number, room: number, from: number, next: number, written: number) => {
      const names = [...new Set(message(handle)?.headers.map(([name]) => name))];
      return memory.fillList(names, at, room, from, next, written);
    },
    header_values_get: (
      handle: number,
      nameAt: number,
      nameLength: number,
      at: number,
      room: number,
      from: number,
      next: number,
      written: number,
    ) => {
      const wanted = memory.text(nameAt, nameLength).toLowerCase();
      const values = message(handle)?.headers.filter(([name]) => name === wanted) ?? [];
      return memory.fillList(
        values.map(([, value]) => value),
        at,
        room,
        from,
        next,
        written,
      );
    },
    version_get: (_: number, out: number) => {
      memory.setUint32(out, 2);
      return status.ok;
    },
  };
  return {
    fastly_http_req: {
      ...headers,
      body_downstream_get: (messageOut: number, bodyOut: number) => {
        memory.setUint32(messageOut, request.message);
        memory.setUint32(bodyOut, request.body);
        return status.ok;
      },
      method_get: (handle: number, at: number, room: number, written: number) =>
        memory.fill(message(handle)?.method ?? '', at, room, written),
      uri_get: (handle: number, at: number, room: number, written: number) =>
        memory.fill(message(handle)?.uri ?? '', at, room, written),
    },
    fastly_http_resp: { ...headers, ...responseCalls(memory, handles, sent) },
    fastly_http_body: bodyCalls(memory, handles, body),
    fastly_http_downstream: { next_request: () => status.none, next_request_wait: () => status.none },
  };
}

function responseCalls(memory: GuestMemory, handles: Handles, sent: Sent): HostCalls[string] {
  const change = (handle: number, apply: (message: Message) => void): number => {
    const message = handles.find(handle, 'message');
    if (message === null) return status.badHandle;
    apply(message);
    return status.ok;
  };
  const nameOf = (at: number, length: number): string => memory.text(at, length).toLowerCase();
  return {
    new: (out: number) => {
      memory.setUint32(out, handles.add(aMessage()));
      return status.ok;
    },
    status_get: (handle: number, out: number) => {
      memory.view.setUint16(out, handles.find(handle, 'message')?.status ?? 0, true);
      return status.ok;
    },
    status_set: (handle: number, code: number) => change(handle, (message) => (message.status = code)),
    framing_headers_mode_set: () => status.ok,
    header_append: (handle: number, nameAt: number, nameLength: number, at: number, length: number) =>
      change(handle, ({ headers }) => headers.push([nameOf(nameAt, nameLength), memory.text(at, length)])),
    header_insert: (handle: number, nameAt: number, nameLength: number, at: number, length: number) =>
      change(handle, (message) => {
        const name = nameOf(nameAt, nameLength);
        message.headers = [...message.headers.filter(([one]) => one !== name), [name, memory.text(at, length)]];
      }),
    header_remove: (handle: number, nameAt: number, nameLength: number) =>
      change(handle, (message) => {
        const name = nameOf(nameAt, nameLength);
        message.headers = message.headers.filter(([one]) => one !== name);
      }),
    send_downstream: (handle: number, bodyHandle: number) => {
      sent.response = handles.find(handle, 'message');
      sent.body = handles.find(bodyHandle, 'body');
      return status.ok;
    },
  };
}

function bodyCalls(
  memory: GuestMemory,
  handles: Handles,
  body: (handle: number) => BodyBytes | null,
): HostCalls[string] {
  return {
    new: (out: number) => {
      memory.setUint32(out, handles.add(aBody()));
      return status.ok;
    },
    read: (handle: number, at: number, room: number, written: number) => {
      const found = body(handle);
      if (found === null) return status.badHandle;
      const bytes = bytesOfBody(found).subarray(found.read, found.read + room);
      found.read += bytes.length;
      return memory.fill(bytes, at, room, written);
    },
    write: (handle: number, at: number, length: number, isFront: number, written: number) => {
      const found = body(handle);
      if (found === null) return status.badHandle;
      if (isFront) found.chunks.unshift(memory.copy(at, length));
      else found.chunks.push(memory.copy(at, length));
      memory.setUint32(written, length);
      return status.ok;
    },
    append: (target: number, source: number) => {
      const [to, from] = [body(target), body(source)];
      if (to === null || from === null) return status.badHandle;
      to.chunks.push(bytesOfBody(from).subarray(from.read));
      handles.remove(source);
      return status.ok;
    },
    known_length: (handle: number, out: number) => {
      const found = body(handle);
      if (found === null) return status.badHandle;
      memory.setUint64(out, bytesOfBody(found).length - found.read);
      return status.ok;
    },
    close: () => status.ok,
    abandon: () => status.ok,
  };
}
