#!/usr/bin/env node
import { flagsUsage, runFlags } from './flags.js';
import { metricsUsage, runMetrics } from './metrics/commands.js';
import { runWarehouse, warehouseUsage } from './warehouse.js';

interface Command {
  readonly usage: string;
  readonly run: (args: readonly string[], print: (text: string) => void) => Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  flags: { usage: flagsUsage, run: runFlags },
  metrics: { usage: metricsUsage, run: runMetrics },
  warehouse: { usage: warehouseUsage, run: runWarehouse },
};

const main = async ([group = '', ...args]: readonly string[]): Promise<void> => {
  const command = Object.hasOwn(commands, group) ? commands[group] : undefined;
  const isHelp = [group, ...args].some((arg) => arg === '--help' || arg === '-h');
  if (command === undefined || isHelp) {
    const usages = command ? [command.usage] : Object.values(commands).map(({ usage }) => usage);
    process.stdout.write(`${usages.join('\n\n')}\n`);
    process.exitCode = isHelp ? 0 : 2;
    return;
  }
  await command.run(args, (text) => process.stdout.write(`${text}\n`));
};

main(process.argv.slice(2)).catch((cause: unknown) => {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
});
