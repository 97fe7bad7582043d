export { StatisticsHelpPage, VocabularyHelpPage } from './HelpPage.js';
