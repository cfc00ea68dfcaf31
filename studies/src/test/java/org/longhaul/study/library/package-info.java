/** Longhaul as a library: the example that users read is compiled and run. */
@NullMarked
package org.longhaul.study.library;

import org.jspecify.annotations.NullMarked;
