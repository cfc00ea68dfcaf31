/**
 * The page: a local web server over recorded runs, whose sliders ask {@link org.longhaul.scenario.replay.Replay} what another
 * network would make of them.
 *
 * <p>A package of its own because it alone speaks HTTP. {@link org.longhaul.study.serve.PageServer} is the door. Requests pass
 * {@code RequestGuard}; what they ask is a {@code PageSetting}; {@code NetworkKnobs} makes changes of a scenario of it, {@code
 * ReplayDesk} has them simulated, {@code FiguresForm} and {@code StepForm} say what came of it. HTML, style and scripts are
 * resources beside these classes.
 */
@NullMarked
package org.longhaul.study.serve;

import org.jspecify.annotations.NullMarked;
