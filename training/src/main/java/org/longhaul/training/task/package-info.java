/**
 * What is trained and how it is judged: tasks, the batches that a step takes, and the measures of a model. A measure is
 * one class found through {@link java.util.ServiceLoader}.
 *
 * <p>Below models and data, so that neither knows the other, and nothing downstream knows what a loss is. For all of
 * training and for the engine. Imports {@code tensor}.
 */
@NullMarked
package org.longhaul.training.task;

import org.jspecify.annotations.NullMarked;
