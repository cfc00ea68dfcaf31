/**
 * What happened to a wire run as a whole: who came when, which links went down, how its sessions ended.
 *
 * <p>A {@link org.longhaul.wire.incident.RunLog} writes each {@link org.longhaul.wire.incident.RunEvent} into the run's file
 * {@code events.jsonl} when it happens; {@link org.longhaul.wire.incident.RunStory} makes outages and sessions of them.
 */
@NullMarked
package org.longhaul.wire.incident;

import org.jspecify.annotations.NullMarked;
