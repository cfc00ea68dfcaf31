/**
 * The {@code flow} network model: transfers are fluids that share links max-min fairly, within what TCP's windows let
 * through.
 *
 * <p>{@link org.longhaul.simulator.network.flow.FlowNetwork} starts and ends transfers ({@code FlowTransfers}), carries
 * them over outages and changes of their paths ({@code OutageModel}, {@code WindowChanges}), and treats equal transfers
 * as one ({@code BundledRound}). {@code fluid} below it knows flows and rates but no windows; {@code tcp} between them
 * says what TCP's windows allow.
 *
 * <p>Found by {@code ServiceLoader}; {@code explain} and the validation use its settings.
 */
@NullMarked
package org.longhaul.simulator.network.flow;

import org.jspecify.annotations.NullMarked;
