package org.longhaul.simulator.network.packet;

/**
 * Extension point: a congestion control of the packet network. Implementations are found with {@link
 * java.util.ServiceLoader}; {@link CongestionControls} lists them.
 *
 * @param <S> the control's settings, a record whose components carry their defaults and descriptions
 */
public interface CongestionControlFactory<S extends Record> {

    /** Name in scenario files, lower-kebab-case. */
    String id();

    /** What the control does, one sentence. */
    String description();

    /** Where it comes from: paper, standard. */
    String source();

    /** The record that holds the settings. */
    Class<S> settingsType();

    /** The settings with every default. */
    S defaultSettings();

    /** Creates the control of a connection that was just established. */
    CongestionControl create(S settings, SenderState sender, long nowNanos);

    /** Creates a control with every setting at its default. */
    default CongestionControl createDefault(SenderState sender, long nowNanos) {
        return create(defaultSettings(), sender, nowNanos);
    }
}
