/**
 * Data that are not text: examples with a class and a writer, and the batches made of them.
 *
 * <p>Beside {@code data}, which has text, because the two share tasks and partitions and nothing else. For the engine,
 * which hands batches to replicas; users add a data set by one class. Imports {@code task}, {@code partition} and {@code
 * tensor}.
 */
@NullMarked
package org.longhaul.training.dataset;

import org.jspecify.annotations.NullMarked;
