/**
 * Shape estimators with learned weights: a manifest, the model it names in several number formats,
 * and how it is run within the device's memory. Pure: only {@link
 * io.orfeas.inference.onnx.OnnxModel} and what it runs by know ONNX Runtime.
 */
@NullMarked
package io.orfeas.inference.onnx;

import org.jspecify.annotations.NullMarked;
