/**
 * Methods whose exchanges begin in one step and are awaited in a later one, so that they travel while training goes on.
 *
 * <p>A package of its own because such a method has to keep apart what it has sent, what it has trained meanwhile, and
 * what it mixes in on arrival. Found by {@code ServiceLoader}; nobody else imports it. Imports {@code training.method}
 * and its server optimizers.
 */
@NullMarked
package org.longhaul.training.method.streaming;

import org.jspecify.annotations.NullMarked;
