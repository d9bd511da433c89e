/** What is written down about requests. */
@NullMarked
package io.orfeas.access.audit;

import org.jspecify.annotations.NullMarked;
