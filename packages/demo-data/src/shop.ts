import { normal, pick, poisson, seededRandom, type Random } from './random.js';

/** What is known of a visitor before anything happens. */
export interface Visitor {
  readonly subject: string;
  readonly country: string;
  readonly platform: string;
  /** Expected orders per day without any treatment. */
  readonly ordersPerDay: number;
}

/** A row of `assignments`, as the SDK's logging callback writes it. */
export interface AssignmentRow {
  readonly experiment: string;
  readonly featureFlag: string;
  readonly allocation: string;
  readonly variation: string;
  readonly subject: string;
  readonly timestamp: string;
  readonly subjectAttributes: Readonly<Record<string, string>>;
}

export interface OrderRow {
  readonly orderId: string;
  readonly subject: string;
  readonly orderedAt: string;
  readonly amount: number;
  readonly items: number;
  readonly status: 'paid' | 'refunded';
}

export interface PageViewRow {
  readonly viewId: string;
  readonly subject: string;
  readonly viewedAt: string;
  readonly page: string;
  readonly milliseconds: number;
}

/** Rows of one visitor, or of many. */
export interface ShopRows {
  readonly assignments: readonly AssignmentRow[];
  readonly orders: readonly OrderRow[];
  readonly pageViews: readonly PageViewRow[];
}

/** Relative effects of the treatment on the means, which an analysis must find within its intervals. */
export interface TrueEffects {
  readonly ordersPerSubject: number;
  readonly amountPerOrder: number;
  readonly pageMilliseconds: number;
}

export const demoEffects: TrueEffects = { ordersPerSubject: 0.12, amountPerOrder: 0, pageMilliseconds: -0.08 };

export interface Shop {
  readonly seed: number;
  readonly visitors: number;
  /** Start of the experiment, UTC midnight. */
  readonly from: string;
  /** Days of the experiment that have happened. */
  readonly days: number;
  /** Days of history before the experiment, for covariates. */
  readonly historyDays: number;
  readonly control: string;
  readonly treatment: string;
  readonly effects: TrueEffects;
  /** What the flag gives a visitor; null = not in the experiment. The same evaluation as the application's. */
  readonly assign: (visitor: Visitor) => AssignmentKeys | null;
}

export type AssignmentKeys = Pick<AssignmentRow, 'experiment' | 'featureFlag' | 'allocation' | 'variation'>;

const day = 86_400_000;
const pages = [
  ['home', 4],
  ['product', 6],
  ['cart', 2],
  ['checkout', 1],
] as const;

/** The visitor that a generator makes at this place of its sequence. */
export const aVisitor = (random: Random, subject: string): Visitor => ({
  subject,
  country: pick(random, [
    ['US', 5],
    ['DE', 2],
    ['BR', 1],
  ]),
  platform: pick(random, [
    ['web', 5],
    ['ios', 3],
    ['android', 2],
  ]),
  // Log-normal: most visitors order rarely and a few often, which is what makes the covariate worth having.
  ordersPerDay: 0.02 * Math.exp(0.9 * normal(random)),
});

/**
 * Visitors of a small shop, one after the other: each visits between `from` and `from + days`, is assigned at the
 * first visit, and orders and looks at pages before and after. About 1 % of assignments are logged twice, 0.3 % of
 * visitors are seen in two variations.
 */
export function* shopVisitors(shop: Shop): Generator<ShopRows> {
  const random = seededRandom(shop.seed);
  const start = Date.parse(shop.from);
  for (let index = 0; index < shop.visitors; index++) {
    const visitor = aVisitor(random, `visitor-${String(index + 1).padStart(6, '0')}`);
    // More visitors are new in the first days, as in any experiment.
    const firstVisit = start + Math.floor(shop.days * day * random() ** 1.4);
    yield visitorRows(shop, visitor, firstVisit, random);
  }
}

const visitorRows = (shop: Shop, visitor: Visitor, firstVisit: number, random: Random): ShopRows => {
  const end = Date.parse(shop.from) + shop.days * day;
  const keys = shop.assign(visitor);
  const assignments = keys === null ? [] : assignmentRows(visitor, keys, firstVisit, random, shop);
  const isTreated = keys?.variation === shop.treatment;
  const before = { from: firstVisit - shop.historyDays * day, until: firstVisit, isTreated: false };
  const after = { from: firstVisit, until: end, isTreated };
  return {
    assignments,
    orders: [before, after].flatMap((period) => ordersIn(visitor, period, shop.effects, random)),
    pageViews: [before, after].flatMap((period) => pageViewsIn(visitor, period, shop.effects, random)),
  };
};

const assignmentRows = (
  visitor: Visitor,
  keys: AssignmentKeys,
  firstVisit: number,
  random: Random,
  arms: Pick<Shop, 'control' | 'treatment'>,
): AssignmentRow[] => {
  const row: AssignmentRow = {
    ...keys,
    subject: visitor.subject,
    timestamp: iso(firstVisit),
    subjectAttributes: { country: visitor.country, platform: visitor.platform },
  };
  const rows = [row];
  if (random() < 0.01) rows.push(row);
  if (random() < 0.25) rows.push({ ...row, timestamp: iso(firstVisit + 3_600_000 * (1 + 20 * random())) });
  if (random() < 0.003) {
    const other = row.variation === arms.treatment ? arms.control : arms.treatment;
    rows.push({ ...row, variation: other, timestamp: iso(firstVisit + 60_000) });
  }
  return rows;
};

interface Period {
  readonly from: number;
  readonly until: number;
  readonly isTreated: boolean;
}

/** Orders of one visitor in a period. A Poisson count at random instants; amounts are log-normal around 40. */
export const ordersIn = (visitor: Visitor, period: Period, effects: TrueEffects, random: Random): OrderRow[] => {
  const days = Math.max(0, period.until - period.from) / day;
  const rate = visitor.ordersPerDay * (period.isTreated ? 1 + effects.ordersPerSubject : 1);
  return Array.from({ length: poisson(random, rate * days) }, () => {
    const at = period.from + random() * (period.until - period.from);
    const amount = 40 * Math.exp(0.6 * normal(random) - 0.18) * (period.isTreated ? 1 + effects.amountPerOrder : 1);
    return {
      orderId: `order-${visitor.subject}-${Math.floor(random() * 1e9).toString(36)}`,
      subject: visitor.subject,
      orderedAt: iso(at),
      amount: Math.round(amount * 100) / 100,
      items: 1 + poisson(random, 0.8),
      status: random() < 0.03 ? ('refunded' as const) : ('paid' as const),
    };
  });
};

export const pageViewsIn = (visitor: Visitor, period: Period, effects: TrueEffects, random: Random): PageViewRow[] => {
  const days = Math.max(0, period.until - period.from) / day;
  const mean = Math.min(20, (0.25 + 4 * visitor.ordersPerDay) * days);
  return Array.from({ length: poisson(random, mean) }, () => ({
    viewId: `view-${visitor.subject}-${Math.floor(random() * 1e9).toString(36)}`,
    subject: visitor.subject,
    viewedAt: iso(period.from + random() * (period.until - period.from)),
    page: pick(random, pages),
    milliseconds: Math.round(
      900 * Math.exp(0.4 * normal(random)) * (period.isTreated ? 1 + effects.pageMilliseconds : 1),
    ),
  }));
};

const iso = (at: number): string => new Date(Math.floor(at)).toISOString();
