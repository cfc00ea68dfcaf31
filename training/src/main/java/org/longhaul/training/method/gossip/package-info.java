/**
 * Methods in which no exchange makes all workers equal: they keep near to each other by a few values or a few partners.
 *
 * <p>Apart from rounds because there is no instant at which a mean exists that somebody holds. Nobody imports it: methods
 * are found by {@link java.util.ServiceLoader}. Imports {@code method}, replicas and the communicator.
 */
@NullMarked
package org.longhaul.training.method.gossip;

import org.jspecify.annotations.NullMarked;
