/**
 * A Java client of Orfeas. Begin with {@link io.orfeas.client.OrfeasClient}.
 *
 * <p>It adds to the generated stubs what every caller needs: a lost stream is continued on any
 * replica without an event twice or missing, a picture is uploaded only when nobody has it, and
 * downloads are verified and continued.
 */
@NullMarked
package io.orfeas.client;

import org.jspecify.annotations.NullMarked;
