/**
 * Agents of {@code training.agent} on the hosts of a network: a service that answers requests by drafts, and by talking about them.
 *
 * <p>What the agents say is trained for real; how large their messages are and how long they compute is what the requests and the
 * work of the scenario say of language models, for which they stand in. Found by {@link java.util.ServiceLoader}; imports requests of
 * the simulator, and agents of training.
 */
@NullMarked
package org.longhaul.scenario.agent;

import org.jspecify.annotations.NullMarked;
