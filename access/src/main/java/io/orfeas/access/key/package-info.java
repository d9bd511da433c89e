/** Agents' keys: how they are made, kept, looked up and ended. */
@NullMarked
package io.orfeas.access.key;

import org.jspecify.annotations.NullMarked;
