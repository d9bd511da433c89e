/**
 * The embedded edge: the contract of the production edge on one machine with nothing installed.
 * REST is transcoded from the protos' own annotations, gRPC is passed through.
 */
@NullMarked
package io.orfeas.launcher.edge;

import org.jspecify.annotations.NullMarked;
