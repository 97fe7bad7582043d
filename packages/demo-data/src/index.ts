export { normal, pick, poisson, seededRandom, type Random } from './random.js';
export {
  aVisitor,
  demoEffects,
  ordersIn,
  pageViewsIn,
  shopVisitors,
  type AssignmentKeys,
  type AssignmentRow,
  type OrderRow,
  type PageViewRow,
  type Shop,
  type ShopRows,
  type TrueEffects,
  type Visitor,
} from './shop.js';
