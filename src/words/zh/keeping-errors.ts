import type { ErrorCode } from '../../evidence/errors.ts';
import type { ErrorWords } from '../words.ts';

/** What keeping and destroying say. */
export const keepingErrors = {
  'policies-invalid': {
    message: '制度文件有误，不能使用[：{about}]',
    hint: '请按所列行号逐项改正后，再执行 sealdock policy check；现行制度不受影响。',
  },
  'policy-unknown': {
    message: '没有这项制度[：{about}]',
    hint: '执行 sealdock policy list 查看现有制度。',
  },
  'case-unknown': {
    message: '没有这个案件[：{about}]',
    hint: '执行 sealdock case list 查看案件；用 sealdock case add 登记新案件。',
  },
  'case-known': {
    message: '该案件已登记[：{about}]',
    hint: '如需修改，请用 sealdock case change；本次未作任何改动。',
  },
  'case-invalid': {
    message: '案件信息有误[：{about}]',
    hint: '请按提示改正后重试；本次未作任何改动。',
  },
  'hold-unknown': {
    message: '没有这项长期保存（冻结）[：{about}]',
    hint: '执行 sealdock hold list 查看全部冻结。',
  },
  'ground-unknown': {
    message: '制度中没有这项长期保存事由[：{about}]',
    hint: '请从下列事由中选用；sealdock policy show 列有各事由的条款依据。',
  },
  'text-required': {
    message: '该事项须以文字说明[：{about}]',
    hint: '请用 --reason 写明具体情况。',
  },
  'batch-unknown': {
    message: '没有这个销毁批次[：{about}]',
    hint: '执行 sealdock destruction list 查看全部批次。',
  },
  'state-differs': {
    message: '当前状态下不能执行该操作[：{about}]',
    hint: '请先查看其状态和办理经过；本次未作任何处理。',
  },
  'policy-silent': {
    message: '制度对此未作规定，系统不作推定[：{about}]',
    hint: '须由本单位在自己的制度文件中明确；sealdock policy gaps 列出全部待定事项。',
  },
  'clock-doubtful': {
    message: '采集站时钟不可信，已停止销毁[：{about}]',
    hint: '请校准时钟，并由管理员执行 sealdock retention confirm-clock 确认；采集不受影响。',
  },
  'anchor-too-old': {
    message: '审计日志最近一次外部锚定已过期[：{about}]',
    hint: '采集不受影响，但不得销毁。请检查 audit.anchors 设置和网络，或执行 sealdock audit anchor <树大小:根哈希> 确认已另存的检查点。',
  },
  'cooling-off': {
    message: '批准后的冷静期尚未届满[：{about}]',
    hint: '请待期满后执行。期满前可用 sealdock destruction withdraw 撤回该批次。',
  },
  'witnesses-missing': {
    message: '销毁须有两名监销人在场[：{about}]',
    hint: '用 --witness 指定两名监销人，均不得是该批次的提出人、审批人或执行人；每人须输入本人口令确认。',
  },
  'incidents-open': {
    message: '有音像记录在销毁时内容缺失或与固化时不符，尚待查明[：{about}]',
    hint: '该记录未予销毁，查明之前不再列入销毁批次。执行 sealdock destruction show <批次> 查看，查明后执行 sealdock destruction settle <批次> <记录> --reason <原因> 登记。',
  },
  'destroyed-present': {
    message: '已销毁的音像记录又出现在存储库中[：{about}]',
    hint: '是否恢复过旧备份？执行 sealdock destruction reapply 查看；由管理员加 --execute --reason <原因> 再次销毁。',
  },
  'register-unknown': {
    message: '存在目录库未登记的销毁清册[：{about}]',
    hint: '未销毁任何内容，原清册未被覆盖。目录库可能由旧备份恢复，请换回最新的目录库；执行 sealdock destruction reapply 可查看该清册所载已销毁的记录。',
  },
  'being-destroyed': {
    message: '该记录已进入销毁[：{about}]',
    hint: '冻结提出过晚；sealdock destruction show 可查看其销毁时间和审批情况。',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;
