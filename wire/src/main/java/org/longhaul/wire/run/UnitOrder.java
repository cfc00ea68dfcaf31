package org.longhaul.wire.run;

import java.util.List;

/**
 * What all members are to train next.
 *
 * @param unit place among the units of the run, from 0
 * @param session how often the run was taken up before
 * @param from step of the checkpoint that they go on from; 0 for the beginning
 */
record UnitOrder(int unit, int session, long from) {
    /** The words of orders about this. */
    static final String ABOUT = "unit";

    /** The words of orders to end the present unit. */
    static final String STOP = "stop";

    /** The words of the order to measure the network, with its seconds; and of what is told when that is done. */
    static final String PROBE = "probe";

    /** The words of the order to leave. */
    static final String LEAVE = "leave";

    /** What a process tells itself when nobody gives orders any more. */
    static final String OVER = "over";

    String text() {
        return unit + " " + session + " " + from;
    }

    static UnitOrder parse(String text) {
        List<String> words = List.of(text.split(" ", -1));
        return new UnitOrder(
                Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)), Long.parseLong(words.get(2)));
    }
}
