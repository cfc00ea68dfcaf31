/** Data that are not text: examples with a class and a writer, and the batches made of them. */
@NullMarked
package org.longhaul.training.dataset;

import org.jspecify.annotations.NullMarked;
