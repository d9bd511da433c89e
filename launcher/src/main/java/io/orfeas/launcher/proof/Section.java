package io.orfeas.launcher.proof;

/** One question about a machine with a GPU. */
interface Section {
  /** How it is asked for on the command line. */
  String name();

  /** Heading in the report. */
  String title();

  /** What must hold; empty where there are only figures. */
  String mark();

  /**
   * Answers it; may take minutes.
   *
   * @throws Exception whatever goes wrong, which becomes the answer
   */
  Finding run(ProofSettings settings) throws Exception;
}
