/** One step with its table, placeholders filled in. */
export interface Step {
  readonly text: string;
  readonly table: readonly (readonly string[])[];
}

export interface Scenario {
  readonly name: string;
  readonly tags: readonly string[];
  readonly steps: readonly Step[];
}

interface Draft {
  name: string;
  tags: string[];
  steps: { text: string; table: string[][] }[];
  examples: { tags: string[]; rows: string[][] }[];
  isBackground: boolean;
}

const cells = (line: string): string[] =>
  line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim());

const fill = (text: string, names: readonly string[], values: readonly string[]): string =>
  names.reduce((filled, name, i) => filled.replaceAll(`<${name}>`, values[i] ?? ''), text);

/** Reads the part of Gherkin that feature files use here: backgrounds, outlines with examples, tags and tables. */
export const readFeature = (text: string): Scenario[] => {
  const drafts: Draft[] = [];
  let tags: string[] = [];
  let current: Draft | null = null;
  let table: string[][] | null = null;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const heading = /^(Background|Scenario Outline|Scenario|Examples|Feature):\s*(.*)$/.exec(line);
    const step = /^(?:Given|When|Then|And|But) (.*)$/.exec(line);
    if (!line || line.startsWith('#')) continue;
    if (line.startsWith('@')) tags.push(...line.split(/\s+/));
    else if (heading?.[1] === 'Feature') tags = [];
    else if (heading?.[1] === 'Examples') {
      table = [];
      current!.examples.push({ tags, rows: table });
      tags = [];
    } else if (heading) {
      current = { name: heading[2]!, tags, steps: [], examples: [], isBackground: heading[1] === 'Background' };
      drafts.push(current);
      tags = [];
    } else if (step && current) {
      table = [];
      current.steps.push({ text: step[1]!, table });
    } else if (line.startsWith('|')) table!.push(cells(line));
  }
  const background = drafts.find((draft) => draft.isBackground)?.steps ?? [];
  return drafts
    .filter((draft) => !draft.isBackground)
    .flatMap(({ name, tags: own, steps, examples }) =>
      (examples.length ? examples : [{ tags: [], rows: [[], []] as string[][] }]).flatMap((example) => {
        const [names = [], ...rows] = example.rows;
        return rows.map((values) => ({
          name: values.length ? `${name} (${values.join(', ')})` : name,
          tags: [...own, ...example.tags],
          steps: [...background, ...steps].map((one) => ({
            text: fill(one.text, names, values),
            table: one.table.map((row) => row.map((cell) => fill(cell, names, values))),
          })),
        }));
      }),
    );
};
