package io.orfeas.inference;

import io.orfeas.inference.format.MeshFormat;

/**
 * How to answer, as opposed to what to make.
 *
 * @param format file format of the final mesh
 * @param inline whether mesh bytes go into the events
 */
record AnswerOptions(MeshFormat format, boolean inline) {}
