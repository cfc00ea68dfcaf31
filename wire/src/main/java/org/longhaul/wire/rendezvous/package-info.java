/**
 * Where the processes of a wire run meet: one listener, everyone else a member that connects to it.
 *
 * <p>Whoever connects proves first that it knows the token of the run ({@link org.longhaul.wire.rendezvous.Handshake}); a stranger
 * is sent nothing. Afterwards members keep an address book, wait for each other at barriers, compare clocks, hand in files, tell
 * how far they are and receive orders. Nothing that is trained goes this way.
 *
 * <p>Knows nothing of scenarios and of tensors.
 */
@NullMarked
package org.longhaul.wire.rendezvous;

import org.jspecify.annotations.NullMarked;
