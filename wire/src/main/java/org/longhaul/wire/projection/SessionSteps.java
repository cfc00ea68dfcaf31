package org.longhaul.wire.projection;

/**
 * Steps that all members made one after the other in one session of a run.
 *
 * @param session its number, from 0
 * @param doneBefore steps of the checkpoint that they went on from
 * @param first place of the first among all steps that were made, those that were made again included, from 0
 * @param count how many
 */
public record SessionSteps(int session, long doneBefore, int first, int count) {

    /** Whether a place among all steps that were made lies here. */
    boolean holds(int place) {
        return place >= first && place < first + count;
    }
}
