package org.longhaul.wire.lab;

/** Hears what became of a laboratory's outages, when it happens. Calls come one at a time, from threads of the laboratory. */
public interface OutageListener {
    /** A link carries nothing from now on. */
    void down(String link);

    /** It carries everything again. */
    void up(String link);

    /**
     * An outage did not come about; or, after it was told that the link is down, the link could not be taken up again.
     *
     * @param why in words
     */
    void failed(String link, String why);

    /** Somebody who does not want to know. */
    OutageListener NOBODY = new OutageListener() {
        @Override
        public void down(String link) {}

        @Override
        public void up(String link) {}

        @Override
        public void failed(String link, String why) {}
    };
}
