/**
 * What is asked of recorded runs beyond one replay: sweeps over many networks, plans, comparisons, the page.
 *
 * <p>Trainings are made and replayed by {@link org.longhaul.scenario.replay}; studies only ask.
 */
@NullMarked
package org.longhaul.study;

import org.jspecify.annotations.NullMarked;
