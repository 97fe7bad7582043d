/**
 * A shop that asks Assay which checkout to show, and tells its own warehouse what happened.
 * The only thing that knows of experiments is the logging callback: one insert per assignment.
 */
import { createClient } from '@assay/sdk-node';
import { assignmentRow } from '@assay/sdk-node/sink';
import { newVisitor, visit, type Visitor } from './visitor.js';
import { createSink } from './warehouse.js';

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; see examples/shop/README.md.`);
  return value;
};

const warehouse = createSink(setting('SHOP_SINK_URL'), setting('SHOP_SINK_TOKEN'), (problem) =>
  console.warn(`not written yet, will be tried again: ${problem}`),
);

const flags = createClient({
  sdkKey: setting('ASSAY_SDK_KEY'),
  baseUrl: setting('ASSAY_BASE_URL'),
  pollingIntervalMs: 5_000,
  onAssignment: (event) => {
    warehouse.add('assignments', assignmentRow(event));
  },
});

const run = Date.now().toString(36);
const known: Visitor[] = [];
let visits = 0;
let orders = 0;

const serveOne = (): void => {
  const isBack = known.length > 50 && Math.random() < 0.3;
  const visitor = isBack
    ? (known[Math.floor(Math.random() * known.length)] as Visitor)
    : newVisitor(run, known.length + 1);
  if (!isBack) known.push(visitor);
  const { key, country, platform } = visitor;

  const layout = flags.getString('checkout-layout', key, { country, platform }, 'three-pages');

  const happened = visit(layout, new Date());
  visits += 1;
  const at = happened.at.toISOString();
  warehouse.add('page_views', {
    view_id: `view-${run}-${visits}`,
    subject: key,
    viewed_at: at,
    page: 'checkout',
    milliseconds: happened.milliseconds,
  });
  if (happened.order) {
    orders += 1;
    const { amount, items } = happened.order;
    warehouse.add('orders', {
      order_id: `order-${run}-${orders}`,
      subject: key,
      ordered_at: at,
      amount,
      items,
      status: 'paid',
    });
  }
};

await flags.ready();
const visitsPerTick = Number(process.env.SHOP_VISITS_PER_TICK ?? 20);
const ticker = setInterval(() => {
  for (let i = 0; i < visitsPerTick; i++) serveOne();
  void warehouse.flush();
}, 2_000);

const stop = async (): Promise<void> => {
  clearInterval(ticker);
  flags.close();
  await warehouse.flush();
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
