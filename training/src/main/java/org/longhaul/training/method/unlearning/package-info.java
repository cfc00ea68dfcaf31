/**
 * Requests to unlearn a subject, which arrive at one of several sites that have trained a model together: by redirecting activations, by
 * gradients, or by training anew.
 *
 * <p>What one place does with a model is in {@code training.unlearning}; here is who computes and sends what. Imports the methods of
 * {@code method.synchronous}.
 */
@NullMarked
package org.longhaul.training.method.unlearning;

import org.jspecify.annotations.NullMarked;
