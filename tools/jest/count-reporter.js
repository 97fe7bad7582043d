import { relative } from 'node:path';

/** Prints each failure in full, then the one line that CI and people read: `N passed, N failed[, N skipped]`. */
export default class CountReporter {
  constructor(globalConfig) {
    this.root = globalConfig.rootDir;
  }

  onTestResult(_test, result) {
    const file = relative(this.root, result.testFilePath);
    const seconds = ((result.perfStats.end - result.perfStats.start) / 1000).toFixed(1);
    const failed = result.numFailingTests > 0 || result.testExecError;
    process.stdout.write(`${failed ? 'FAIL' : 'ok  '} ${file} (${result.numPassingTests} passed, ${seconds} s)\n`);
    for (const test of result.testResults) {
      if (test.status === 'pending') process.stdout.write(`  skipped: ${test.fullName}\n`);
    }
    if (result.failureMessage) process.stdout.write(`${result.failureMessage}\n`);
  }

  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((suite) => suite.testExecError && suite.numFailingTests === 0).length;
    const failed = results.numFailedTests + broken;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.stdout.write(
      `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    );
  }
}
