/**
 * The communicator: collective operations among ranks, on any named vector, through a codec, with the arithmetic and the
 * bill of bytes in one call.
 *
 * <p>A package of its own so that no method can exchange anything without its being counted. It also carries what a
 * method asks the network and is answered. For methods; its events are heard by the engine. Imports codecs and tensors.
 */
@NullMarked
package org.longhaul.training.communicate;

import org.jspecify.annotations.NullMarked;
