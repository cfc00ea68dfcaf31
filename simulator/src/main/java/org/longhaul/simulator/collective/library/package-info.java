/**
 * Communication libraries: which algorithms NCCL, Gloo and a plain lock-step library choose at which size, in which
 * segments and over how many connections.
 *
 * <p>A library is one class that implements {@link org.longhaul.simulator.collective.library.CommunicationLibrary}.
 * Imports {@code collective} and {@code collective.algorithm}.
 */
@NullMarked
package org.longhaul.simulator.collective.library;

import org.jspecify.annotations.NullMarked;
