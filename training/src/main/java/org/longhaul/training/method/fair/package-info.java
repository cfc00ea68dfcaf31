/**
 * Rounds of federated averaging that care for single clients: servers that follow those whose loss is large, and clients that
 * minimise with an eye on what they received.
 *
 * <p>Presets of {@code method.round} with an {@link org.longhaul.training.method.server.Aggregation} or a {@link
 * org.longhaul.training.objective.LocalObjective} of their own. Found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package org.longhaul.training.method.fair;

import org.jspecify.annotations.NullMarked;
