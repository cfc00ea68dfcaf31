/**
 * Agents that answer a query, look at one another's drafts, and decide from these alone whether to talk: who refines by whose
 * answers is an acyclic graph, which a small trained policy or a rule chooses for each query.
 *
 * <p>Everything here is answers and graphs; what a message weighs and how long anything takes is the business of whoever places the
 * agents on hosts. Source: Nexa, arXiv 2605.15573, as summarised in public, and SelfOrg, arXiv 2510.00685; the agents are small
 * stand-ins of ours that really train. Imports models, optimizers and tensors.
 */
@NullMarked
package org.longhaul.training.agent;

import org.jspecify.annotations.NullMarked;
