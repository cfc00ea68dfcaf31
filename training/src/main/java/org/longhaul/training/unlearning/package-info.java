/**
 * What it takes to make a model behave as if it did not know something: reading and shifting its activations, the regression that
 * redirects them, what its answers are worth, and attacks on what was redirected. One idea a class.
 *
 * <p>Knows one model in one place; {@code method.unlearning} has it done by several sites. Imports models, optimizers and tasks.
 */
@NullMarked
package org.longhaul.training.unlearning;

import org.jspecify.annotations.NullMarked;
