package org.longhaul.simulator.network.packet.control;

import org.longhaul.extension.Extension;

/**
 * Extension point: a congestion control of the packet network. Implementations are found with {@link
 * java.util.ServiceLoader}; {@link org.longhaul.extension.Registry} lists them.
 *
 * @param <S> the control's settings, a record whose components carry their defaults and descriptions
 */
public interface CongestionControlFactory<S extends Record> extends Extension<S> {
    /** Creates the control of a connection that was just established. */
    ConnectionControl create(S settings, SenderState sender, long nowNanos);
}
