/**
 * The packet-level network: segments over output queues, with TCP's loss recovery at the ends; its congestion controls and
 * queues have packages of their own.
 *
 * <p>A package of its own because packets, queues and senders share state that no other model has. The engine comes in by
 * {@code PacketModel} and {@code PacketSettings}. Imports {@code control}, {@code queue}, {@code event} and the face
 * {@code network}; no other model.
 */
@NullMarked
package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.NullMarked;
