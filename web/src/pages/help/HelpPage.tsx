import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import bandits from '../../../../docs/bandits.md?raw';
import delivery from '../../../../docs/delivery.md?raw';
import metricsAsCode from '../../../../docs/metrics-as-code.md?raw';
import edge from '../../../../docs/operations/edge.md?raw';
import keys from '../../../../docs/operations/keys.md?raw';
import statistics from '../../../../docs/statistics.md?raw';
import vocabulary from '../../../../docs/vocabulary.md?raw';
import './HelpPage.css';

/** A page of the documentation, as it stands in the repository: console and docs cannot disagree. */
const HelpPage = ({ text }: { text: string }) => (
  <article className="help">
    <Markdown
      remarkPlugins={[remarkGfm]}
      components={{
        // A wide table scrolls by itself, and the keyboard can reach it.
        table: ({ children }) => (
          <div className="help-table" role="region" aria-label="Table" tabIndex={0}>
            <table>{children}</table>
          </div>
        ),
      }}
    >
      {text}
    </Markdown>
  </article>
);

export const BanditsHelpPage = () => <HelpPage text={bandits} />;
export const StatisticsHelpPage = () => <HelpPage text={statistics} />;
export const DeliveryHelpPage = () => <HelpPage text={delivery} />;
export const EdgeHelpPage = () => <HelpPage text={edge} />;
export const KeysHelpPage = () => <HelpPage text={keys} />;
export const MetricsAsCodeHelpPage = () => <HelpPage text={metricsAsCode} />;
export const VocabularyHelpPage = () => <HelpPage text={vocabulary} />;
