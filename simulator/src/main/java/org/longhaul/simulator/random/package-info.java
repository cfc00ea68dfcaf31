/**
 * Distributions of durations, and draws from them by a stream's own numbers.
 *
 * <p>A package below all that is random, so that equal settings and streams give equal draws wherever they are used. For
 * fault models, stragglers and traffic. Imports nothing of the module.
 */
@NullMarked
package org.longhaul.simulator.random;

import org.jspecify.annotations.NullMarked;
