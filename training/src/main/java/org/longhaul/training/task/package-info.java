/**
 * What is trained and how it is judged: tasks, the batches that a step takes, and the measures of a model.
 *
 * <p>A measure is one class found through {@code ServiceLoader}; nothing downstream knows what a loss is.
 */
@NullMarked
package org.longhaul.training.task;

import org.jspecify.annotations.NullMarked;
