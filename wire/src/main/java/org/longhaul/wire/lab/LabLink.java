package org.longhaul.wire.lab;

import java.util.List;

/** A link of a {@link Laboratory}, which can be taken down and up. Thread-safe. */
public final class LabLink {
    private final String id;
    private final String namespace;
    private final String down;
    private final String up;

    /**
     * @param namespace of the lines
     * @param down what {@code ip} is told to take the link down
     * @param up what it is told to take it up again
     */
    LabLink(String id, String namespace, String down, String up) {
        this.id = id;
        this.namespace = namespace;
        this.down = down;
        this.up = up;
    }

    /** Its name in the topology. */
    public String id() {
        return id;
    }

    /** Lets nothing pass in either direction; what is delayed at this moment is lost. The ends are not told. */
    public void down() {
        tell(down);
    }

    /** Lets everything pass again. */
    public void up() {
        tell(up);
    }

    private void tell(String batch) {
        SystemCommand.run(List.of(SystemCommand.path("ip"), "-n", namespace, "-batch", "-"), batch);
    }
}
