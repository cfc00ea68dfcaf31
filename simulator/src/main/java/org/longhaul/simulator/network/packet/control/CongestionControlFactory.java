package org.longhaul.simulator.network.packet.control;

import org.longhaul.extension.Extension;

/**
 * Extension point: a congestion control of the packet network. An implementation is a record; its components are the settings,
 * and it also has a public constructor without arguments, which sets their defaults and with which {@link
 * java.util.ServiceLoader} makes it. {@link org.longhaul.extension.Registry} lists them.
 */
public interface CongestionControlFactory extends Extension<Record> {
    /** Creates the control of a connection that was just established. */
    ConnectionControl create(SenderState sender, long nowNanos);

    @Override
    @SuppressWarnings("unchecked") // Every implementation is a record.
    default Class<Record> settingsType() {
        return (Class<Record>) (Class<?>) getClass();
    }
}
