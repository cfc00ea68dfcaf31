/**
 * Who has which items: divisions of documents and examples over the workers, and the random orders in which they are met.
 *
 * <p>A package of its own because a division sees labels and counts, whether items are text or examples. For {@code data},
 * {@code dataset} and the engine; users add a division by one class. Imports nothing of training.
 */
@NullMarked
package org.longhaul.training.partition;

import org.jspecify.annotations.NullMarked;
