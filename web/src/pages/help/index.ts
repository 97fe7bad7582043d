export { BanditsHelpPage, StatisticsHelpPage, VocabularyHelpPage } from './HelpPage.js';
