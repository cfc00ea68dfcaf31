/**
 * Server optimizers: what a server does with the mean of the updates that it received, one class each.
 *
 * <p>A package of its own because rounds, streaming and asking methods share them: a server optimizer knows vectors, not
 * when they came. Users add one by a class with {@code @Provides}. Imports {@code training.method}.
 */
@NullMarked
package org.longhaul.training.method.server;

import org.jspecify.annotations.NullMarked;
