/** Images: made, filled, put back into their state and read back with qemu-img. */
@NullMarked
package io.berth.image;

import org.jspecify.annotations.NullMarked;
