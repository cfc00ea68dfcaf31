/** What viewers demand of the time lines of replays. */
@NullMarked
package org.longhaul.study.timeline;

import org.jspecify.annotations.NullMarked;
