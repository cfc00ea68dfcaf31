/** Exchanges between workers: one call does the arithmetic on the real tensors and reports the payload. */
@NullMarked
package org.longhaul.training.communicate;

import org.jspecify.annotations.NullMarked;
