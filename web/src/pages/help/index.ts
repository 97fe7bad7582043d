export {
  BanditsHelpPage,
  DeliveryHelpPage,
  EdgeHelpPage,
  KeysHelpPage,
  MetricsAsCodeHelpPage,
  StatisticsHelpPage,
  VocabularyHelpPage,
} from './HelpPage.js';
