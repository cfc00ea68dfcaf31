/** The network of a run, what each exchange came to and what the links carried; knows nothing but numbers and names. */
@NullMarked
package org.longhaul.analysis.record.network;

import org.jspecify.annotations.NullMarked;
