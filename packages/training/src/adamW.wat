;; AdamW (Loshchilov & Hutter 2019, algorithm 2) over flat float32 arrays in one linear memory.
;;
;; Offsets and lengths are in bytes; lengths are multiples of 64 (the store pads every tensor), offsets of 16.
;; plainAdamW.ts is the same arithmetic in TypeScript, operation for operation: both give the same bits.
(module
  (import "store" "memory" (memory 1))

  ;; Sum of squares, in float64: 35 million float32 squares would lose four digits of the norm in float32.
  (func (export "sumOfSquares") (param $at i32) (param $bytes i32) (result f64)
    (local $end i32)
    (local $x v128)
    (local $low v128)
    (local $high v128)
    (local.set $end (i32.add (local.get $at) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $x (f64x2.promote_low_f32x4 (v128.load (local.get $at))))
        (local.set $low (f64x2.add (local.get $low) (f64x2.mul (local.get $x) (local.get $x))))
        (local.set $x (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $at))))
        (local.set $high (f64x2.add (local.get $high) (f64x2.mul (local.get $x) (local.get $x))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.set $x (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $x)) (f64x2.extract_lane 1 (local.get $x))))

  ;; m <- keep1 m + take1 (scale g)              keep1 = beta1, take1 = 1 - beta1, scale = the clipping factor
  ;; v <- keep2 v + take2 (scale g)^2            keep2 = beta2, take2 = 1 - beta2
  ;; p <- p - before p                           weight decay ahead of the update (torch.optim.AdamW)
  ;; p <- p - rate m / (sqrt(v) + epsilon)       rate carries the bias correction
  ;; p <- p - after p                            weight decay behind the update (transformers.AdamW)
  (func (export "update")
    (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $bytes i32)
    (param $scale f32) (param $keep1 f32) (param $take1 f32) (param $keep2 f32) (param $take2 f32)
    (param $epsilon f32) (param $rate f32) (param $before f32) (param $after f32)
    (local $i i32)
    (local $gradient v128)
    (local $first v128)
    (local $second v128)
    (local $parameter v128)
    (local $smallest v128)
    (local.set $smallest (f32x4.splat (f32.const 0x1p-126)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $bytes)))
        (local.set $gradient (f32x4.mul (f32x4.splat (local.get $scale)) (v128.load (i32.add (local.get $g) (local.get $i)))))

        ;; A moment that decays into the subnormals never reaches zero (0.9 of the smallest rounds to itself) and slows
        ;; every later step: below the smallest normal number it is zero.
        (local.set $first
          (f32x4.add
            (f32x4.mul (f32x4.splat (local.get $keep1)) (v128.load (i32.add (local.get $m) (local.get $i))))
            (f32x4.mul (f32x4.splat (local.get $take1)) (local.get $gradient))))
        (local.set $first (v128.and (local.get $first) (f32x4.ge (f32x4.abs (local.get $first)) (local.get $smallest))))
        (v128.store (i32.add (local.get $m) (local.get $i)) (local.get $first))

        (local.set $second
          (f32x4.add
            (f32x4.mul (f32x4.splat (local.get $keep2)) (v128.load (i32.add (local.get $v) (local.get $i))))
            (f32x4.mul (f32x4.mul (f32x4.splat (local.get $take2)) (local.get $gradient)) (local.get $gradient))))
        (local.set $second (v128.and (local.get $second) (f32x4.ge (local.get $second) (local.get $smallest))))
        (v128.store (i32.add (local.get $v) (local.get $i)) (local.get $second))

        (local.set $parameter (v128.load (i32.add (local.get $p) (local.get $i))))
        (local.set $parameter
          (f32x4.sub (local.get $parameter) (f32x4.mul (f32x4.splat (local.get $before)) (local.get $parameter))))
        (local.set $parameter
          (f32x4.sub
            (local.get $parameter)
            (f32x4.div
              (f32x4.mul (f32x4.splat (local.get $rate)) (local.get $first))
              (f32x4.add (f32x4.sqrt (local.get $second)) (f32x4.splat (local.get $epsilon))))))
        (v128.store
          (i32.add (local.get $p) (local.get $i))
          (f32x4.sub (local.get $parameter) (f32x4.mul (f32x4.splat (local.get $after)) (local.get $parameter))))

        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $next)))))
