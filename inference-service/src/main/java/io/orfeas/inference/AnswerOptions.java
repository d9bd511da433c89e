package io.orfeas.inference;

import io.orfeas.inference.format.Export;

/**
 * How to answer, as opposed to what to make.
 *
 * @param export file of the final mesh
 * @param inline whether mesh bytes go into the events
 */
record AnswerOptions(Export export, boolean inline) {
  /** Everything as it is stored. */
  static final AnswerOptions DEFAULT = new AnswerOptions(Export.STORED, false);
}
