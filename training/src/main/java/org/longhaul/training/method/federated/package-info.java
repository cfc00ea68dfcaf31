/**
 * Methods of a tree of federations whose nodes have models of their own.
 *
 * <p>Apart from rounds because a round has one model and these have one a node, mixed by what their key layers say. Nobody
 * imports it: methods are found by {@link java.util.ServiceLoader}. Imports {@code method.round}'s layers, {@code
 * participation} and the communicator.
 */
@NullMarked
package org.longhaul.training.method.federated;

import org.jspecify.annotations.NullMarked;
